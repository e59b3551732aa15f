// What a person sees above GraphiQL. `keepSession`, `fillExample`, `drawPlan` and `examples` are put before it.
{
  const bar = document.querySelector('#shop');
  const form = document.querySelector('#session');
  const panel = document.querySelector('#plan');
  const session = keepSession(window.fetch.bind(window), window.sessionStorage, '/graphql', showSession);
  const EDITOR_LIMIT_MS = 10_000;
  const EDITOR_EVERY_MS = 50;
  /** The operation that GraphiQL ran last: it knows which one of a document was meant. */
  let lastRun;

  window.fetch = (input, init) => {
    const address = typeof input === 'string' ? input : String(input.url ?? input);
    const path = address.replace(window.location.origin, '');
    if (path === '/graphql') noteRun(init);
    return session.fetch(path, init);
  };

  function say(sentence) {
    bar.querySelector('output').textContent = sentence;
  }

  // The session

  function showSession() {
    form.classList.toggle('signed-in', session.isSignedIn());
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { email, password } = form.elements;
    const problem = await session.signIn(email.value, password.value);
    if (problem === undefined) password.value = '';
    say(problem ?? 'The token is sent with every operation, and renewed when it ends.');
  });
  form.querySelector('[name=out]').addEventListener('click', async () => {
    await session.signOut();
    say('');
  });
  showSession();

  // The examples

  async function ask(body) {
    const headers = { 'content-type': 'application/json' };
    const response = await session.fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  }

  /** One of GraphiQL's editors: they are there some moments after the page. */
  async function editor(name) {
    const find = () => globalThis.monaco?.editor.getModels().find(({ uri }) => uri.path.endsWith(name));
    const until = performance.now() + EDITOR_LIMIT_MS;
    while (find() === undefined && performance.now() < until)
      await new Promise((resolve) => {
        setTimeout(resolve, EDITOR_EVERY_MS);
      });
    const found = find();
    if (found === undefined) throw new Error('the editor is not there');
    return found;
  }

  bar.querySelector('[name=example]').addEventListener('change', async ({ target }) => {
    const chosen = examples[Number(target.value)];
    target.value = '';
    const unique = () => Math.random().toString(36).slice(2, 12);
    const { query, variables, missing } = await fillExample(chosen, {
      unique,
      ask: async (question) => (await ask({ query: question })).data,
    });
    (await editor('operation.graphql')).setValue(query);
    (await editor('variables.json')).setValue(variables === '{}' ? '' : variables);
    const lack = missing.map((name) => `<${name}>`).join(', ');
    if (lack !== '') say(`The shop has nothing to put in place of ${lack} yet.`);
    else if (chosen.as === 'anybody' || session.isSignedIn()) say(`${chosen.title}: run it with Ctrl-Enter.`);
    else say(`${chosen.title}: sign in first, as ${chosen.as === 'customer' ? 'a customer' : 'an administrator'}.`);
    if (!panel.hidden) await showPlan();
  });

  // The query plan

  function noteRun(init) {
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
    if (typeof body.query !== 'string' || body.query.includes('__schema')) return;
    lastRun = body;
    if (!panel.hidden) void showPlan();
  }

  async function present() {
    const query = (await editor('operation.graphql')).getValue();
    const variables = (await editor('variables.json')).getValue().trim();
    const isNamed = lastRun?.operationName && query.includes(lastRun.operationName);
    return {
      query,
      variables: variables === '' ? {} : JSON.parse(variables),
      ...(isNamed && { operationName: lastRun.operationName }),
    };
  }

  function fetchesOf(step) {
    return step.kind === 'fetch' ? [step] : step.steps.flatMap(fetchesOf);
  }

  function stepsOf(step) {
    if (step.kind === 'fetch') return 1;
    const each = step.steps.map(stepsOf);
    return step.kind === 'sequence' ? each.reduce((sum, one) => sum + one, 0) : Math.max(0, ...each);
  }

  async function planOf() {
    try {
      const { errors, extensions } = await ask({ ...(await present()), extensions: { queryPlan: true } });
      const [first] = errors ?? [];
      return first === undefined ? { plan: extensions.queryPlan } : { problem: first.message };
    } catch (error) {
      return { problem: `There is no plan: ${error.message}` };
    }
  }

  async function showPlan() {
    const { plan, problem } = await planOf();
    const fetches = plan === undefined ? [] : fetchesOf(plan);
    const services = new Set(fetches.map(({ service }) => service));
    panel.querySelector('p').textContent =
      problem ??
      `${fetches.length} fetches from ${services.size} services (${[...services].join(', ')}), ${stepsOf(plan)} after each other at most. Point at one to read all of it.`;
    panel.querySelector('.drawing').innerHTML = plan === undefined ? '' : drawPlan(plan);
  }

  const planButton = bar.querySelector('[name=plan]');
  function togglePlan(isShown) {
    panel.hidden = !isShown;
    planButton?.setAttribute('aria-expanded', String(isShown));
    if (isShown) void showPlan();
  }
  planButton?.addEventListener('click', () => togglePlan(panel.hidden));
  panel.querySelector('[name=close]').addEventListener('click', () => togglePlan(false));
}
