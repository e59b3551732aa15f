#!/bin/sh
# Run once by the MySQL image, when the data directory is made: each service gets a user of its own name, with rights on
# the database of that name and on nothing else. Of the schema registry, `registry` is who publishes; the gateway reads it,
# and writes what clients use. On data that exists already, run it in the container:
#   docker compose exec mysql sh /docker-entrypoint-initdb.d/create-users.sh
set -eu

password_of() {
  variable="$(echo "$1" | tr '[:lower:]' '[:upper:]')_MYSQL_PASSWORD"
  password="$(printenv "$variable")"
  case "$password" in
    '' | *[!A-Za-z0-9]*) echo "$variable must have letters and digits only, because it becomes part of a URL." >&2; exit 1 ;;
  esac
}

for service in user item order coupon registry; do
  password_of "$service"
  MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root <<SQL
CREATE DATABASE IF NOT EXISTS \`$service\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE USER IF NOT EXISTS '$service'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON \`$service\`.* TO '$service'@'%';
SQL
done

# The tables come with the first publication; only who may create a table can be given rights on one that is not there.
password_of gateway
MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root <<SQL
CREATE USER IF NOT EXISTS 'gateway'@'%' IDENTIFIED BY '$password';
GRANT SELECT ON registry.* TO 'gateway'@'%';
GRANT CREATE, INSERT, UPDATE, DELETE ON registry.operation TO 'gateway'@'%';
GRANT CREATE, INSERT, UPDATE, DELETE ON registry.operation_use TO 'gateway'@'%';
REVOKE CREATE ON registry.operation FROM 'gateway'@'%';
REVOKE CREATE ON registry.operation_use FROM 'gateway'@'%';
SQL
