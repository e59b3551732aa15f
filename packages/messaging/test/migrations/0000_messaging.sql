CREATE TABLE `tally` (
	`name` varchar(64) NOT NULL,
	`total` bigint NOT NULL,
	`times` int NOT NULL,
	CONSTRAINT `tally_name` PRIMARY KEY(`name`)
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
CREATE INDEX `outbox_bucket` ON `outbox` (`bucket`,`id`);