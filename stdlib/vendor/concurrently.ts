// Does something for each of many things, a few at a time.

/** The results, in the order of the items. The first failure ends it: nothing new is begun. */
export async function concurrently<Item, Result>(
  items: Iterable<Item>,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const waiting = [...items].map((item, index) => ({ item, index }));
  const results: Result[] = new Array(waiting.length);
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        try {
          results[next.index] = await work(next.item, next.index);
        } catch (error) {
          waiting.length = 0;
          throw error;
        }
      }
    }),
  );
  return results;
}

const AT_A_TIME = 8;
