-- Names with a final sigma, a dotless i or characters that cannot be seen are folded otherwise now. They are found by
-- their bytes, and indexed again when the service starts.
UPDATE `item` SET `folded` = NULL
WHERE LOCATE(x'CF82', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'C4B1', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'C2AD', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'CD8F', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'D89C', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'E185', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'E19E', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'E1A0', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'E280', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'E281', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'E385', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'EFB8', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'EFBB', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'EFBE', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'EFBF', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'F09B', CAST(`name` AS BINARY)) > 0
	OR LOCATE(x'F09D', CAST(`name` AS BINARY)) > 0 OR LOCATE(x'F3A0', CAST(`name` AS BINARY)) > 0;
