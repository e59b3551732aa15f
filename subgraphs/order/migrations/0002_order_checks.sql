CREATE TABLE `order_check` (
	`id` bigint unsigned AUTO_INCREMENT NOT NULL,
	`due_at` datetime(3) NOT NULL,
	`order_ids` json NOT NULL,
	CONSTRAINT `order_check_id` PRIMARY KEY(`id`)
);
--> statement-breakpoint
INSERT INTO `order_check` (`due_at`, `order_ids`) SELECT `due_at`, JSON_ARRAY(`id`) FROM `orders` WHERE `due_at` IS NOT NULL;--> statement-breakpoint
DROP INDEX `orders_due` ON `orders`;--> statement-breakpoint
CREATE INDEX `order_check_due` ON `order_check` (`due_at`);
