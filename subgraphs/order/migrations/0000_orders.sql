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
CREATE TABLE `order_line` (
	`order_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`position` smallint unsigned NOT NULL,
	`item_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`quantity` int unsigned NOT NULL,
	`item_name` varchar(200),
	`unit_price` bigint,
	CONSTRAINT `order_line_order_id_position_pk` PRIMARY KEY(`order_id`,`position`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`user_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`status` varchar(9) NOT NULL,
	`version` int unsigned NOT NULL,
	`input_hash` char(64) NOT NULL,
	`inserted_by` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`title` varchar(255),
	`total_amount` bigint,
	`currency` char(3),
	`placed_at` datetime(3) NOT NULL,
	`settled_at` datetime(3),
	`rejection_reason` varchar(16),
	`rejected_items` json,
	`due_at` datetime(3),
	`requested_again_at` datetime(3),
	CONSTRAINT `orders_id` PRIMARY KEY(`id`),
	CONSTRAINT `orders_status` CHECK(status IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED')),
	CONSTRAINT `orders_pending_is_due` CHECK((status = 'PENDING') = (due_at IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE `parked_result` (
	`order_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`result` json NOT NULL,
	`parked_at` datetime(3) NOT NULL,
	CONSTRAINT `parked_result_order_id` PRIMARY KEY(`order_id`)
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
CREATE INDEX `orders_of_user` ON `orders` (`user_id`,`placed_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_due` ON `orders` (`due_at`);--> statement-breakpoint
CREATE INDEX `parked_result_age` ON `parked_result` (`parked_at`);--> statement-breakpoint
CREATE INDEX `outbox_bucket` ON `outbox` (`bucket`,`id`);