// What the reader is told when a passkey was not used: cancelled, timed out, or not known here.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const text = gettext("The passkey was not used. Try again, or take another way.");
  window.rongtong.toast(text);
});
