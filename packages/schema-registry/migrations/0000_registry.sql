CREATE TABLE `operation` (
	`hash` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`name` varchar(100),
	`kind` varchar(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`coordinates` json NOT NULL,
	`text` mediumtext,
	CONSTRAINT `operation_hash` PRIMARY KEY(`hash`)
);
--> statement-breakpoint
CREATE TABLE `operation_use` (
	`hour` datetime(3) NOT NULL,
	`operation_hash` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`client` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`uses` bigint unsigned NOT NULL,
	CONSTRAINT `operation_use_hour_operation_hash_client_pk` PRIMARY KEY(`hour`,`operation_hash`,`client`)
);
--> statement-breakpoint
CREATE TABLE `schema_version` (
	`subgraph` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	`version` int unsigned NOT NULL,
	`sdl` mediumtext NOT NULL,
	`url` varchar(500) NOT NULL,
	`published_by` varchar(200) NOT NULL,
	`published_at` datetime(3) NOT NULL,
	`forced` json,
	`repeats` int unsigned,
	CONSTRAINT `schema_version_subgraph_version_pk` PRIMARY KEY(`subgraph`,`version`)
);
--> statement-breakpoint
CREATE TABLE `supergraph` (
	`version` int unsigned NOT NULL,
	`sdl` mediumtext NOT NULL,
	`parts` json NOT NULL,
	`published_at` datetime(3) NOT NULL,
	CONSTRAINT `supergraph_version` PRIMARY KEY(`version`)
);
--> statement-breakpoint
CREATE INDEX `operation_use_operation` ON `operation_use` (`operation_hash`,`hour`);