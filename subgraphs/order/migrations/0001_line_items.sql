SET SESSION group_concat_max_len = 1000000;--> statement-breakpoint
ALTER TABLE `orders` ADD `line_items` json;--> statement-breakpoint
UPDATE `orders` SET `line_items` = COALESCE(
	(SELECT CONCAT('[', GROUP_CONCAT(
		CASE WHEN `unit_price` IS NULL
			THEN JSON_OBJECT('itemId', `item_id`, 'quantity', `quantity`)
			ELSE JSON_OBJECT('itemId', `item_id`, 'quantity', `quantity`, 'name', `item_name`, 'unitPrice', JSON_OBJECT('amount', `unit_price`, 'currency', `orders`.`currency`)) END
		ORDER BY `position` SEPARATOR ','), ']') FROM `order_line` WHERE `order_id` = `orders`.`id`), '[]');--> statement-breakpoint
ALTER TABLE `orders` MODIFY `line_items` json NOT NULL;--> statement-breakpoint
DROP TABLE `order_line`;
