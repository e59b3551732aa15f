CREATE TABLE `counted_once` (
	`id` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	CONSTRAINT `counted_once_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `sidelined` (
	`sequence` bigint unsigned AUTO_INCREMENT NOT NULL,
	`reason` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`total` bigint NOT NULL,
	CONSTRAINT `sidelined_sequence` PRIMARY KEY(`sequence`)
);
--> statement-breakpoint
CREATE TABLE `window_total` (
	`sequence` bigint unsigned AUTO_INCREMENT NOT NULL,
	`id` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`total` bigint NOT NULL,
	`records` bigint NOT NULL,
	CONSTRAINT `window_total_sequence` PRIMARY KEY(`sequence`)
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
CREATE INDEX `outbox_bucket` ON `outbox` (`bucket`,`id`);