package taskmaster.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds what was probably meant.
final class Suggestions {

    private record Candidate(String text, int distance) {}

    private Suggestions() {}

    /// A suggestion that names up to three near words; none if nothing is near.
    ///
    /// @param sigil what stands before each word
    static List<String> didYouMean(String wrong, Collection<String> known, String sigil) {
        List<String> near = near(wrong, known);
        if (near.isEmpty()) {
            return List.of();
        }
        List<String> marked = near.stream().map(word -> "`" + sigil + word + "`").toList();
        return List.of("did you mean " + String.join(" or ", marked) + "?");
    }

    /// Up to three words that one could have meant, the nearest first; none that is much farther.
    static List<String> near(String wrong, Collection<String> known) {
        if (wrong.length() > 40) {
            return List.of();
        }
        String folded = fold(wrong);
        List<Candidate> candidates =
                known.stream()
                        .map(word -> new Candidate(word, likeness(folded, fold(word))))
                        .filter(c -> c.distance() <= Math.max(1, Math.min(wrong.length(), 9) / 3))
                        .sorted(Comparator.comparingInt(Candidate::distance))
                        .toList();
        return candidates.stream()
                .filter(c -> c.distance() <= candidates.getFirst().distance() + 1)
                .limit(3)
                .map(Candidate::text)
                .toList();
    }

    /// As [#distance]; but one who writes the beginning of a word, four letters at least, means it.
    private static int likeness(String wrong, String word) {
        int distance = distance(wrong, word);
        return wrong.length() >= 4 && word.startsWith(wrong) ? Math.min(1, distance) : distance;
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /// Insertions, deletions, replacements and exchanges of neighbours that make one of the other.
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        boolean isSame = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        best = Math.min(best, cost[i - 1][j - 1] + (isSame ? 0 : 1));
        boolean isSwap =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwap ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
