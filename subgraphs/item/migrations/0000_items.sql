CREATE TABLE `idempotency_key` (
	`scope` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`actor` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`idempotency_key` varchar(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`input_hash` char(64) NOT NULL,
	`result` text,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `idempotency_key_scope_actor_idempotency_key_pk` PRIMARY KEY(`scope`,`actor`,`idempotency_key`)
);
--> statement-breakpoint
CREATE TABLE `item` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(200) NOT NULL,
	`price_amount` bigint NOT NULL,
	`price_currency` char(3) NOT NULL,
	`stock` int NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `item_id` PRIMARY KEY(`id`),
	CONSTRAINT `item_stock` CHECK(stock >= 0),
	CONSTRAINT `item_price_amount` CHECK(price_amount >= 0)
);
--> statement-breakpoint
CREATE TABLE `reservation` (
	`order_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`outcome` varchar(8) NOT NULL,
	`reason` varchar(12),
	`line_items` json NOT NULL,
	`item_ids` json NOT NULL,
	`decided_at` datetime(3) NOT NULL,
	`released_at` datetime(3),
	CONSTRAINT `reservation_order_id` PRIMARY KEY(`order_id`),
	CONSTRAINT `reservation_outcome` CHECK(outcome IN ('RESERVED', 'REFUSED', 'RELEASED'))
);
--> statement-breakpoint
CREATE TABLE `stock_ledger` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`item_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`quantity` int NOT NULL,
	`cause` varchar(10) NOT NULL,
	`reference` varchar(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`balance_after` int NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `stock_ledger_id` PRIMARY KEY(`id`),
	CONSTRAINT `stock_ledger_once` UNIQUE(`item_id`,`cause`,`reference`),
	CONSTRAINT `stock_ledger_cause` CHECK(cause IN ('REGISTER', 'ORDER', 'RELEASE', 'RESTOCK', 'CORRECTION'))
);
--> statement-breakpoint
CREATE TABLE `consumer_offset` (
	`grp` varchar(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`topic` varchar(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`partition_id` int unsigned NOT NULL,
	`next_offset` bigint unsigned NOT NULL,
	CONSTRAINT `consumer_offset_grp_topic_partition_id_pk` PRIMARY KEY(`grp`,`topic`,`partition_id`)
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`bucket` tinyint unsigned NOT NULL,
	`aggregatetype` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`aggregateid` varchar(255) NOT NULL,
	`type` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`headers` text NOT NULL,
	`payload` mediumblob,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `outbox_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `outbox_lease` (
	`bucket` tinyint unsigned NOT NULL,
	`owner` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`epoch` bigint unsigned NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `outbox_lease_bucket` PRIMARY KEY(`bucket`)
);
--> statement-breakpoint
CREATE TABLE `outbox_relay` (
	`owner` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	CONSTRAINT `outbox_relay_owner` PRIMARY KEY(`owner`)
);
--> statement-breakpoint
CREATE INDEX `item_created` ON `item` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `item_name` ON `item` (`name`,`id`);--> statement-breakpoint
CREATE INDEX `item_price` ON `item` (`price_amount`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_bucket` ON `outbox` (`bucket`,`id`);