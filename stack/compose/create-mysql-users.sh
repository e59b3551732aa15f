#!/bin/sh
# Run once by the MySQL image, when the data directory is made: each service gets a user of its own name, with rights on
# the database of that name and on nothing else. On data that exists already, run it in the container:
#   docker compose exec mysql sh /docker-entrypoint-initdb.d/create-users.sh
set -eu

for service in user item order coupon; do
  variable="$(echo "$service" | tr '[:lower:]' '[:upper:]')_MYSQL_PASSWORD"
  password="$(printenv "$variable")"
  case "$password" in
    '' | *[!A-Za-z0-9]*) echo "$variable must have letters and digits only, because it becomes part of a URL." >&2; exit 1 ;;
  esac
  MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root <<SQL
CREATE DATABASE IF NOT EXISTS \`$service\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS '$service'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON \`$service\`.* TO '$service'@'%';
SQL
done
