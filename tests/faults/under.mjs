// Traffic while something goes wrong.

/** Runs `traffic` to its end, and `breakIt` again and again until then. */
export async function under(traffic, breakIt) {
  let over = false;
  const breaking = (async () => {
    while (!over) await breakIt();
  })();
  try {
    await traffic;
  } finally {
    over = true;
    await breaking;
  }
}
