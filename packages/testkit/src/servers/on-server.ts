const ADDRESS = /^(?<scheme>[a-z+]+):\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/?]+)(?<path>\/[^?]*)?(?:\?(?<options>.*))?$/;

/**
 * The address of a database on the server that tests were given. Whoever gives one may write a path and options; several
 * hosts, as MongoDB takes them, are no URL, so the text is taken apart by itself.
 */
export function onServer(server: string, database: string): string {
  const { scheme, user, hosts, path = '/', options } = ADDRESS.exec(server)?.groups ?? {};
  if (scheme === undefined || hosts === undefined) throw new Error(`This is no address of a server: ${server}`);
  const given = new URLSearchParams(options);
  // MongoDB looks for users in the database of the path, unless told where they are.
  if (scheme.startsWith('mongodb') && user !== undefined && !given.has('authSource'))
    given.set('authSource', path === '/' ? 'admin' : path.slice(1));
  const suffix = given.size > 0 ? `?${given}` : '';
  return `${scheme}://${user === undefined ? '' : `${user}@`}${hosts}/${database}${suffix}`;
}
