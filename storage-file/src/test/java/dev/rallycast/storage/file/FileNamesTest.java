package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.GameIds;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
    @ParameterizedTest
    @CsvSource({
        "m1, m1",
        "a-b_c9, a-b_c9",
        "Final 2023, %46inal%202023",
        "../x, %2e%2e%2fx",
        ".., %2e%2e",
        "a/b, a%2fb",
        "a\\b, a%5cb",
        "é, %c3%a9",
        "%41, %2541",
        "con, %63on",
        "nul, %6eul",
        "com1, %63om1",
        "CON, %43%4f%4e",
        "console, console",
        "~, %7e",
    })
    void anIdIsEscaped(String id, String stem) {
        assertThat(FileNames.stem(id)).isEqualTo(stem);
        assertThat(FileNames.gameId(stem)).contains(id);
    }

    @Test
    void aLongIdIsCutAndHashed() {
        String id = "é".repeat(GameIds.MAX_CODE_POINTS);
        String stem = FileNames.stem(id);

        assertThat(stem)
                .startsWith("%c3%a9%c3")
                .matches("(%[0-9a-f]{2}){42}~[0-9a-f]{64}")
                .isNotEqualTo(FileNames.stem("é".repeat(GameIds.MAX_CODE_POINTS - 1) + "e"));
        assertThat(FileNames.isHashed(stem)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"A", "%4", "%4x", "%2E", "a.b", "con", "%61", "x y", "é", "%ff", "''"})
    void aNameThatNoIdHasGivesNoId(String stem) {
        assertThat(FileNames.gameId(stem)).isEmpty();
    }

    @Test
    void noTwoIdsShareANameEvenWhereCaseAndFormDoNotCount() {
        long seed = 7;
        Random random = new Random(seed);
        String alphabet = "aAbB%./\\~ \u00e9\u00c9\u0130\u0131ßsS\ud83c\udfbeKk4162";
        Map<String, String> idOfName = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(random.nextInt(50) == 0 ? 100 : 4);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String id = Normalizer.normalize(text, Normalizer.Form.NFC);
            if (!GameIds.isValid(id)) {
                continue;
            }
            String stem = FileNames.stem(id);
            assertThat(stem).as("seed %d, id %s", seed, id).matches("[a-z0-9_%~-]{1,200}");
            String folded = Normalizer.normalize(stem, Normalizer.Form.NFKD).toUpperCase(Locale.ROOT);
            assertThat(idOfName.getOrDefault(folded, id))
                    .as("seed %d, name %s", seed, stem)
                    .isEqualTo(id);
            idOfName.put(folded, id);
        }
    }
}
