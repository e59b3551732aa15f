// The part of the explorer's page that a person sees of the session. `keepSession` is put before it.
{
  const form = document.querySelector('#session');
  const said = form.querySelector('output');
  const session = keepSession(window.fetch.bind(window), window.sessionStorage, '/graphql', show);
  window.fetch = (input, init) => {
    const address = typeof input === 'string' ? input : String(input.url ?? input);
    return session.fetch(address.replace(window.location.origin, ''), init);
  };

  function show() {
    form.classList.toggle('signed-in', session.isSignedIn());
    said.textContent = session.isSignedIn() ? 'Signed in: the token is sent with every operation.' : '';
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { email, password } = form.elements;
    const problem = await session.signIn(email.value, password.value);
    if (problem === undefined) password.value = '';
    else said.textContent = problem;
  });
  form.querySelector('[name=out]').addEventListener('click', () => session.signOut());
  show();
}
