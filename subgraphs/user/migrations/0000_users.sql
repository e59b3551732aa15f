CREATE TABLE `refresh_session` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`user_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`revoked_at` datetime(3),
	CONSTRAINT `refresh_session_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
CREATE TABLE `refresh_token` (
	`token_hash` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`session_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`expires_at` datetime(3) NOT NULL,
	`spent_at` datetime(3),
	CONSTRAINT `refresh_token_token_hash` PRIMARY KEY(`token_hash`)
);
--> statement-breakpoint
CREATE TABLE `user` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`email` varchar(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`password_hash` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`roles` json NOT NULL,
	`version` int unsigned NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `user_id` PRIMARY KEY(`id`),
	CONSTRAINT `user_email` UNIQUE(`email`)
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
CREATE INDEX `refresh_session_revoked` ON `refresh_session` (`revoked_at`);--> statement-breakpoint
CREATE INDEX `refresh_session_expiry` ON `refresh_session` (`expires_at`);--> statement-breakpoint
CREATE INDEX `refresh_token_expiry` ON `refresh_token` (`expires_at`);--> statement-breakpoint
CREATE INDEX `outbox_bucket` ON `outbox` (`bucket`,`id`);