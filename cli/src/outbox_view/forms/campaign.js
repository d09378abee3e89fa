// Keeps the origin of a visit, for the campaign of your leads: in this tab (sessionStorage) and without a cookie. It leaves
// the browser only when the form is sent. On every page of your site, this script also knows the page on which a visit began.
(() => {
  const page = (url) => url.split(/[?#]/)[0];
  const outside = document.referrer && new URL(document.referrer).origin !== location.origin ? page(document.referrer) : "";
  const utm = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith("utm_"));
  const touch = new URLSearchParams([...utm, ["referrer", outside], ["landing_page", page(location.href)]]).toString();
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem("campaign")) ?? {}; } catch { /* the browser keeps nothing for this site */ }
  const first = kept.first ?? touch;
  const last = kept.last && !utm.length && !outside ? kept.last : touch;
  try { sessionStorage.setItem("campaign", JSON.stringify({ first, last })); } catch { /* the same */ }
  for (const field of document.getElementsByName("campaign.first")) field.value = first;
  for (const field of document.getElementsByName("campaign.last")) field.value = last;
})();
