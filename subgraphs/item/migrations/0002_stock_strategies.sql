CREATE TABLE `stock_delta` (
	`item_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`order_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`cause` varchar(8) NOT NULL,
	`quantity` int NOT NULL,
	`decided_at` datetime(3) NOT NULL,
	CONSTRAINT `stock_delta_item_id_order_id_cause_pk` PRIMARY KEY(`item_id`,`order_id`,`cause`),
	CONSTRAINT `stock_delta_cause` CHECK(cause IN ('ORDER', 'RELEASE'))
);
--> statement-breakpoint
CREATE TABLE `stock_gate` (
	`item_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`state` varchar(8) NOT NULL,
	`epoch` bigint NOT NULL,
	`reason` varchar(64),
	`changed_at` datetime(3) NOT NULL,
	CONSTRAINT `stock_gate_item_id` PRIMARY KEY(`item_id`),
	CONSTRAINT `stock_gate_state` CHECK(state IN ('OPEN', 'CLOSED'))
);
--> statement-breakpoint
CREATE TABLE `stock_strategy` (
	`scope` varchar(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`strategy` varchar(8) NOT NULL,
	`next` varchar(8),
	`changed_at` datetime(3) NOT NULL,
	CONSTRAINT `stock_strategy_scope` PRIMARY KEY(`scope`)
);
--> statement-breakpoint
ALTER TABLE `stock_ledger` DROP CONSTRAINT `stock_ledger_cause`;--> statement-breakpoint
ALTER TABLE `item` ADD `version` bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `item` ADD `fence` bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `stock_ledger` ADD CONSTRAINT `stock_ledger_cause` CHECK (cause IN ('REGISTER', 'ORDER', 'RELEASE', 'WINDOW', 'RESTOCK', 'CORRECTION'));