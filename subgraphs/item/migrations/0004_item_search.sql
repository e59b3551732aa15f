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
INSERT INTO `item_zone` (`place`, `created_at`, `name`, `price_amount`, `id`) VALUES
	('CREATED_AT', '1000-01-01 00:00:00.000', '', -1, ''),
	('NAME', '1000-01-01 00:00:00.000', '', -1, ''),
	('PRICE', '1000-01-01 00:00:00.000', '', -1, '');
--> statement-breakpoint
ALTER TABLE `item`
	ADD `number` int unsigned NOT NULL AUTO_INCREMENT,
	ADD `folded` varbinary(1600),
	ADD CONSTRAINT `item_number` UNIQUE(`number`),
	DROP INDEX `item_created`,
	DROP INDEX `item_name`,
	DROP INDEX `item_price`,
	ADD INDEX `item_created` (`created_at`,`id`,`folded`),
	ADD INDEX `item_name` (`name`,`id`,`folded`),
	ADD INDEX `item_price` (`price_amount`,`id`,`folded`);
--> statement-breakpoint
CREATE INDEX `item_zone_created` ON `item_zone` (`place`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `item_zone_name` ON `item_zone` (`place`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `item_zone_price` ON `item_zone` (`place`,`price_amount`,`id`);
