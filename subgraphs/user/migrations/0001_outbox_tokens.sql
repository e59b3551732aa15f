CREATE TABLE `outbox_refused` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`bucket` tinyint unsigned NOT NULL,
	`aggregatetype` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`aggregateid` varchar(255) NOT NULL,
	`type` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`headers` text NOT NULL,
	`payload` mediumblob,
	`created_at` datetime(3) NOT NULL,
	`reason` varchar(500) NOT NULL,
	`refused_at` datetime(3) NOT NULL,
	CONSTRAINT `outbox_refused_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
ALTER TABLE `outbox` ADD `token` varchar(26) CHARACTER SET ascii COLLATE ascii_bin DEFAULT '' NOT NULL;