CREATE TABLE `stock_parked` (
	`item_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`reference` varchar(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`quantity` int NOT NULL,
	`parked_at` datetime(3) NOT NULL,
	CONSTRAINT `stock_parked_item_id_reference_pk` PRIMARY KEY(`item_id`,`reference`)
);
--> statement-breakpoint
CREATE TABLE `stream_time` (
	`topology` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`partition_id` int unsigned NOT NULL,
	`stream_time` bigint,
	`seen_at` bigint NOT NULL,
	`size_ms` bigint NOT NULL,
	`grace_ms` bigint NOT NULL,
	`owner` varchar(64) CHARACTER SET ascii COLLATE ascii_bin,
	CONSTRAINT `stream_time_topology_partition_id_pk` PRIMARY KEY(`topology`,`partition_id`)
);
--> statement-breakpoint
CREATE TABLE `stream_window` (
	`topology` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`partition_id` int unsigned NOT NULL,
	`window_start` bigint NOT NULL,
	`window_key` varbinary(255) NOT NULL,
	`aggregate` mediumtext NOT NULL,
	`records` bigint unsigned NOT NULL,
	CONSTRAINT `stream_window_topology_partition_id_window_start_window_key_pk` PRIMARY KEY(`topology`,`partition_id`,`window_start`,`window_key`)
);
--> statement-breakpoint
ALTER TABLE `stock_delta` ADD `state` varchar(8) DEFAULT 'RECORDED' NOT NULL;--> statement-breakpoint
ALTER TABLE `stock_delta` ADD CONSTRAINT `stock_delta_state` CHECK (state IN ('RECORDED', 'LATE', 'COUNTED'));