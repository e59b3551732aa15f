import { examples } from './examples/examples.ts';

const STYLE = `
  :root { color-scheme: light dark; --bar: #f6f7fb; --ink: #1f2430; --soft: #667085; --line: #d9dde6; --card: #fff; --key: #4f46e5; --on-key: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --bar: #1b1f2a; --ink: #e8eaf0; --soft: #9aa3b5; --line: #343b4b; --card: #242a38; --key: #a5a0ff; --on-key: #14161d }
  }
  body { display: flex; flex-direction: column; height: 100vh; margin: 0 }
  #root { flex: 1; min-height: 0; height: auto !important }
  #shop, #plan { font: 14px/1.3 system-ui, sans-serif; background: var(--bar); color: var(--ink) }
  #shop { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; padding: 8px 14px; border-bottom: 1px solid var(--line) }
  #shop strong { font-size: 15px; letter-spacing: .01em }
  #shop label { display: flex; gap: 8px; align-items: center }
  #shop :is(select, input, button), #plan button {
    font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 4px 9px
  }
  #shop button, #plan button { cursor: pointer }
  #shop button[name=in], #shop button[aria-expanded=true] { background: var(--key); border-color: var(--key); color: var(--on-key) }
  #shop :is(select, input, button):focus-visible, #plan button:focus-visible { outline: 2px solid var(--key); outline-offset: 1px }
  #shop select { width: 17em }
  #shop output { color: var(--soft); order: 1; flex-basis: 100% }
  #shop output:empty { display: none }
  #session { display: flex; gap: 8px; align-items: center; margin-left: auto }
  #session input { width: 12em }
  #session [name=out], #session span, #session.signed-in :is(input, [name=in]) { display: none }
  #session.signed-in :is([name=out], span) { display: inline }
  #session span { color: var(--soft) }
  #plan { display: flex; flex-direction: column; max-height: 46vh; border-bottom: 1px solid var(--line) }
  #plan[hidden] { display: none }
  #plan header { display: flex; gap: 12px; align-items: baseline; padding: 8px 14px 0 }
  #plan h2 { font-size: 14px; margin: 0 }
  #plan p { color: var(--soft); margin: 0; flex: 1 }
  #plan .drawing { overflow: auto; padding: 0 4px 8px }
  #plan svg { display: block; font: 12px ui-monospace, monospace }
  #plan .fetch { fill: var(--card); stroke-width: 2; stroke: var(--hue) }
  #plan .service { font: 600 14px system-ui, sans-serif; fill: var(--ink) }
  #plan .fields { fill: var(--ink) }
  #plan .where, #plan .label { fill: var(--soft) }
  #plan .label { text-anchor: middle; font: 12px system-ui, sans-serif }
  #plan .arrow { fill: none; stroke: var(--soft); stroke-width: 1.5 }
  #plan :is(.tip, .joint, .end) { fill: var(--soft) }
  #plan .service-0 { --hue: #4f46e5 } #plan .service-1 { --hue: #0d9488 } #plan .service-2 { --hue: #d97706 }
  #plan .service-3 { --hue: #db2777 } #plan .service-4 { --hue: #65a30d } #plan .service-5 { --hue: #0284c7 }
`;

const GROUPS = { anybody: 'Anybody', customer: 'Signed in', administrator: 'Administrators' } as const;

/** What is above GraphiQL: examples, the session, and the plan of a query where plans are shown. */
export function pageHead({ plans }: { readonly plans: boolean }): string {
  const groups = Object.entries(GROUPS).map(([as, label]) => {
    const options = examples.flatMap((example, index) =>
      example.as === as ? [`<option value="${index}">${example.title}</option>`] : [],
    );
    return `<optgroup label="${label}">${options.join('')}</optgroup>`;
  });
  return `
<style>${STYLE}</style>
<div id="shop">
  <strong>Rushgraph</strong>
  <label>Example
    <select name="example"><option value="" selected>choose an operation …</option>${groups.join('')}</select>
  </label>
  ${plans ? '<button name="plan" type="button" aria-expanded="false" aria-controls="plan">Query plan</button>' : ''}
  <output></output>
  <form id="session">
    <input name="email" type="email" autocomplete="username" value="customer1@shop.local" aria-label="E-mail address" required>
    <input name="password" type="password" autocomplete="current-password" placeholder="password" aria-label="Password" required>
    <button name="in">Sign in</button>
    <span>Signed in</span>
    <button name="out" type="button">Sign out</button>
  </form>
</div>
<section id="plan" aria-labelledby="plan-title" hidden>
  <header><h2 id="plan-title">Query plan</h2><p></p><button name="close" type="button">Close</button></header>
  <div class="drawing"></div>
</section>
`;
}
