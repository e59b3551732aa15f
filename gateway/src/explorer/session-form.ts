/** The line above the explorer where one signs in and out. */
export const SESSION_FORM = `
<style>
  body { display: flex; flex-direction: column; height: 100vh; margin: 0 }
  #root { flex: 1; min-height: 0; height: auto !important }
  #session { display: flex; gap: 8px; padding: 6px 12px; font: 14px system-ui, sans-serif; background: #f2f2f7; color: #222 }
  #session input { width: 16em }
  #session [name=out], #session.signed-in :is(input, [name=in]) { display: none }
  #session.signed-in [name=out] { display: inline }
</style>
<form id="session">
  <input name="email" type="email" autocomplete="username" value="customer1@shop.local" aria-label="E-mail address" required>
  <input name="password" type="password" autocomplete="current-password" placeholder="password" aria-label="Password" required>
  <button name="in">Sign in</button>
  <button name="out" type="button">Sign out</button>
  <output></output>
</form>
`;
