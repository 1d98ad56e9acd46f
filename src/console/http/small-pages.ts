// The pages that are not the console: the one that takes the token out of the address, and the one for who has none.

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>cloud-runner</title>${body}</html>`;

/** `location.replace` leaves no address with a token in the history, and keeps what stands behind the hash. */
export const enterScript = 'location.replace(new URL("./" + location.hash, document.currentScript.src));';

/** @param place folder of the page's addresses */
export const enterPage = (place: string): string =>
  page(
    `<script src="/${place}/enter.js"></script></head><body><noscript><p>The console needs JavaScript.</p></noscript></body>`,
  );

export const refusedPage: string = page(
  `</head><body><h1>This console does not know you</h1>
<p>Open the whole address that <code>cloud-runner console</code> has printed, with its token. An older console may have had this port:
its address is no longer good.</p></body>`,
);

/** Where the package has none: a checkout that was not built. */
export const unbuiltPage: string = page(
  `</head><body><h1>The console's page is not built</h1><p><code>npm run build</code> builds it.</p></body>`,
);
