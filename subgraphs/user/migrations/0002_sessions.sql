ALTER TABLE `refresh_session` ADD `place_hash` varchar(64) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
ALTER TABLE `refresh_token` ADD `successor_key` varchar(64) CHARACTER SET ascii COLLATE ascii_bin;--> statement-breakpoint
CREATE INDEX `refresh_session_user` ON `refresh_session` (`user_id`);