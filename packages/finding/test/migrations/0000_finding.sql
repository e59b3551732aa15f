CREATE TABLE `item` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`number` int unsigned AUTO_INCREMENT NOT NULL,
	`name` varchar(200) NOT NULL,
	`folded` varbinary(1600),
	`price_amount` bigint NOT NULL,
	`price_currency` char(3) NOT NULL,
	`stock` int NOT NULL,
	`created_at` datetime(3) NOT NULL,
	CONSTRAINT `item_id` PRIMARY KEY(`id`),
	CONSTRAINT `item_number` UNIQUE(`number`)
);
--> statement-breakpoint
CREATE TABLE `item_suffix` (
	`suffix` varbinary(32) NOT NULL,
	`number` int unsigned NOT NULL,
	CONSTRAINT `item_suffix_suffix_number_pk` PRIMARY KEY(`suffix`,`number`)
);
--> statement-breakpoint
CREATE TABLE `item_zone` (
	`zone` int unsigned AUTO_INCREMENT NOT NULL,
	`place` varchar(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`created_at` datetime(3) NOT NULL,
	`name` varchar(200) NOT NULL,
	`price_amount` bigint NOT NULL,
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`next_zone` int unsigned,
	`signature` varbinary(4096),
	CONSTRAINT `item_zone_zone` PRIMARY KEY(`zone`)
);
--> statement-breakpoint
CREATE INDEX `item_created` ON `item` (`created_at`,`id`,`folded`);--> statement-breakpoint
CREATE INDEX `item_name` ON `item` (`name`,`id`,`folded`);--> statement-breakpoint
CREATE INDEX `item_price` ON `item` (`price_amount`,`id`,`folded`);--> statement-breakpoint
CREATE INDEX `item_zone_created` ON `item_zone` (`place`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `item_zone_name` ON `item_zone` (`place`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `item_zone_price` ON `item_zone` (`place`,`price_amount`,`id`);--> statement-breakpoint
-- Each order begins with a zone that comes before every item.
INSERT INTO `item_zone` (`place`, `created_at`, `name`, `price_amount`, `id`) VALUES
	('CREATED_AT', '1000-01-01 00:00:00.000', '', -1, ''),
	('NAME', '1000-01-01 00:00:00.000', '', -1, ''),
	('PRICE', '1000-01-01 00:00:00.000', '', -1, '');
