CREATE TABLE `stock_waiting` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`order_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`item_id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`quantity` int NOT NULL,
	`traceparent` varchar(64) CHARACTER SET ascii COLLATE ascii_bin,
	`waiting_since` datetime(3) NOT NULL,
	CONSTRAINT `stock_waiting_id` PRIMARY KEY(`id`),
	CONSTRAINT `stock_waiting_line` UNIQUE(`order_id`,`item_id`)
);
--> statement-breakpoint
CREATE INDEX `stock_waiting_item` ON `stock_waiting` (`item_id`);