CREATE TABLE `campaign` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(100) NOT NULL,
	`discount_amount` bigint NOT NULL,
	`currency` char(3) NOT NULL,
	`mode` varchar(6) NOT NULL,
	`quantity` int unsigned NOT NULL,
	`issued` int unsigned NOT NULL,
	`opens_at` datetime(3) NOT NULL,
	`closes_at` datetime(3) NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `campaign_id` PRIMARY KEY(`id`),
	CONSTRAINT `campaign_not_over_issued` CHECK(issued <= quantity),
	CONSTRAINT `campaign_closes_after_opening` CHECK(opens_at < closes_at),
	CONSTRAINT `campaign_mode` CHECK(mode IN ('DIRECT', 'QUEUED'))
);
--> statement-breakpoint
CREATE TABLE `coupon` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`campaign_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`user_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`status` varchar(7) NOT NULL,
	`version` int unsigned NOT NULL,
	`issued_at` datetime(3) NOT NULL,
	CONSTRAINT `coupon_id` PRIMARY KEY(`id`),
	CONSTRAINT `coupon_of_user` UNIQUE(`campaign_id`,`user_id`),
	CONSTRAINT `coupon_status` CHECK(status IN ('ISSUED', 'USED', 'EXPIRED'))
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
CREATE INDEX `campaign_opening` ON `campaign` (`opens_at`,`id`);--> statement-breakpoint
CREATE INDEX `coupons_of_user` ON `coupon` (`user_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_bucket` ON `outbox` (`bucket`,`id`);