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
CREATE TABLE `stock` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`left_over` int unsigned NOT NULL,
	CONSTRAINT `stock_id` PRIMARY KEY(`id`)
);
