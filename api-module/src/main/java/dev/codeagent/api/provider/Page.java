package dev.codeagent.api.provider;

import dev.codeagent.api.error.AgentException;
import java.util.List;

/**
 * A page of a list.
 *
 * @param number the number of the page, from 1
 * @param total the number of all items; the provider may not know it, then it is the number of those found so far
 */
public record Page<T>(List<T> items, int number, int pageSize, int total) {
    private static final int MAX_PAGE_SIZE = 1_000;

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Returns a page of the complete list.
     *
     * @throws AgentException INVALID_VALUE if the number is below 1 or the size is not between 1 and 1,000
     */
    public static <T> Page<T> of(List<T> all, int number, int pageSize) {
        if (number < 1 || pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
            throw AgentException.invalidValue("page " + number + " of " + pageSize
                    + " items: the number is at least 1, the size is between 1 and " + MAX_PAGE_SIZE);
        }
        long start = Math.min((long) (number - 1) * pageSize, all.size());
        long end = Math.min(start + pageSize, all.size());
        return new Page<>(all.subList((int) start, (int) end), number, pageSize, all.size());
    }

    public boolean hasMore() {
        return (long) number * pageSize < total;
    }
}
