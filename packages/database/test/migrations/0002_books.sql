CREATE TABLE `book` (
	`id` char(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`title` varchar(100) NOT NULL,
	`tags` json NOT NULL,
	`copies_left` int unsigned NOT NULL,
	`added_at` datetime(3) NOT NULL,
	CONSTRAINT `book_id` PRIMARY KEY(`id`)
);
