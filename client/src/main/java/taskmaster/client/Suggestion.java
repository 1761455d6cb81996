package taskmaster.client;

import org.jspecify.annotations.Nullable;

/// The nearest of some words to a mistyped one.
final class Suggestion {
    private Suggestion() {}

    /// The candidate with the least edit distance to `word`, or null when none is near: more than a
    /// third of the letters, and more than one, differ.
    static @Nullable String nearest(String word, Iterable<String> candidates) {
        String nearest = null;
        int least = Math.max(1, Math.min(word.length(), 40) / 3) + 1;
        if (word.length() > 40) {
            return null;
        }
        for (String candidate : candidates) {
            boolean isBeginning = word.length() >= 2 && candidate.startsWith(word);
            int distance = isBeginning ? 1 : distance(word, candidate);
            if (distance < least && distance < candidate.length()) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /// The edit distance, where a swap of two neighbours counts as one.
    static int distance(String left, String right) {
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : cell(cost, left, right, i, j);
            }
        }
        return cost[left.length()][right.length()];
    }

    private static int cell(int[][] cost, String left, String right, int i, int j) {
        boolean isSame = left.charAt(i - 1) == right.charAt(j - 1);
        int best = cost[i - 1][j - 1] + (isSame ? 0 : 1);
        best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean isSwap =
                i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
        return isSwap ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
