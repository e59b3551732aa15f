ALTER TABLE `campaign` ADD `queue_epoch` int unsigned DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `campaign` ADD `shuffle_seed` varchar(32) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `campaign` ADD `shuffle_count` int unsigned;--> statement-breakpoint
ALTER TABLE `campaign` ADD `shuffle_line` bigint unsigned;--> statement-breakpoint
ALTER TABLE `campaign` ADD `ended_at` datetime(3);--> statement-breakpoint
ALTER TABLE `coupon` ADD `queue_line` bigint unsigned;--> statement-breakpoint
ALTER TABLE `coupon` ADD `ticket` int unsigned;--> statement-breakpoint
ALTER TABLE `coupon` ADD `place` int unsigned;--> statement-breakpoint
CREATE INDEX `campaign_to_end` ON `campaign` (`ended_at`,`closes_at`);--> statement-breakpoint
CREATE INDEX `coupons_to_expire` ON `coupon` (`campaign_id`,`status`);