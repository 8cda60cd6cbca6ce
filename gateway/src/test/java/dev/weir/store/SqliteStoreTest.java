package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.vault.Deposit;
import dev.weir.vault.Deposits;
import dev.weir.vault.Found;
import dev.weir.vault.Owner;
import dev.weir.vault.Slip;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder = Path.of("");

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T00:00:00Z"));
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        loop.shutdownNow();
    }

    private SqliteStore store(long memory) {
        return store(folder, new SqliteStore.Bounds(1 << 30, memory));
    }

    private SqliteStore store(Path in, SqliteStore.Bounds bounds) {
        return SqliteStore.start(in, bounds, now::get, complaints::add);
    }

    private static Slip slip(String key, String name) {
        return new Slip(Owner.of(key), Slip.Kind.RESPONSE, name);
    }

    private static Deposit deposit(Slip slip, String text) {
        return new Deposit(slip, text.getBytes(StandardCharsets.UTF_8), DAY);
    }

    private String find(Deposits deposits, Slip slip) throws Exception {
        CompletableFuture<Found> out = new CompletableFuture<>();
        loop.execute(() -> deposits.find(slip, out::complete));
        return switch (out.get(20, TimeUnit.SECONDS)) {
            case Found.Kept kept -> new String(kept.content(), StandardCharsets.UTF_8);
            case Found.Nothing _ -> "nothing";
            case Found.Unavailable gone -> "unavailable: " + gone.why();
        };
    }

    @Test
    void whatWasPutIsFoundByItsOwnerAloneAlsoByAnotherProcess() throws Exception {
        String large = "words, ".repeat(10_000);
        try (SqliteStore store = store(0)) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "one"), "first"));
            deposits.put(deposit(slip("a", "one"), "second"));
            deposits.put(deposit(slip("a", "large"), large));
            assertThat(find(deposits, slip("a", "one"))).isEqualTo("second");
            assertThat(find(deposits, slip("b", "one"))).isEqualTo("nothing");
            assertThat(find(deposits, new Slip(Owner.of("a"), Slip.Kind.REASONING, "one")))
                    .isEqualTo("nothing");
            assertThat(find(deposits, new Slip(new Owner("other", "a"), Slip.Kind.RESPONSE, "one")))
                    .isEqualTo("nothing");
        }
        try (SqliteStore again = store(0)) {
            assertThat(find(again.on(loop), slip("a", "one"))).isEqualTo("second");
            assertThat(find(again.on(loop), slip("a", "large"))).isEqualTo(large);
        }
        assertThat(Files.size(folder.resolve(Database.FILE))).isLessThan(large.length());
    }

    @Test
    void aLookBeforeAnythingWasKeptMakesNoFile() throws Exception {
        try (SqliteStore store = store(0)) {
            assertThat(find(store.on(loop), slip("a", "one"))).isEqualTo("nothing");
        }
        assertThat(folder.resolve(Database.FILE)).doesNotExist();
    }

    @Test
    void whatWasNotThereIsFoundOnceItIsPut() throws Exception {
        Slip slip = new Slip(Owner.of("a"), Slip.Kind.REASONING, "one");
        try (SqliteStore store = store(1 << 20)) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "other"), "first"));
            assertThat(find(deposits, slip)).isEqualTo("nothing");
            assertThat(find(deposits, slip)).isEqualTo("nothing");
            deposits.put(deposit(slip, "second"));
            assertThat(find(deposits, slip)).isEqualTo("second");
        }
    }

    @Test
    void whatWasRemovedIsGone() throws Exception {
        try (SqliteStore store = store(1 << 20)) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "one"), "first"));
            assertThat(find(deposits, slip("a", "one"))).isEqualTo("first");
            deposits.remove(slip("a", "one"));
            assertThat(find(deposits, slip("a", "one"))).isEqualTo("nothing");
        }
        try (SqliteStore again = store(0)) {
            assertThat(find(again.on(loop), slip("a", "one"))).isEqualTo("nothing");
        }
    }

    @Test
    void whatOutlivedItsTimeIsNotFoundAndLeavesTheFile() throws Exception {
        try (SqliteStore store = store(1 << 20)) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "one"), "first"));
            assertThat(find(deposits, slip("a", "one"))).isEqualTo("first");
            now.set(now.get().plus(DAY));
            assertThat(find(deposits, slip("a", "one"))).isEqualTo("nothing");
            deposits.put(deposit(slip("a", "two"), "second"));
        }
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void theOldestGoFirstWhenItIsTooMuch() throws Exception {
        byte[] noise = new byte[8_000];
        new Random(7).nextBytes(noise);
        try (SqliteStore store = store(folder, new SqliteStore.Bounds(4 << 20, 0))) {
            Deposits deposits = store.on(loop);
            for (int i = 0; i < 2_000; i++) {
                deposits.put(new Deposit(slip("a", "n" + i), noise, DAY));
            }
            assertThat(find(deposits, slip("a", "n1999"))).isNotEqualTo("nothing");
            assertThat(find(deposits, slip("a", "n0"))).isEqualTo("nothing");
        }
        assertThat(rows() * 8_000L).isLessThan(8 << 20);
    }

    @Test
    void aStoreThatCannotBeOpenedSaysSoAndBlocksNobody() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        SqliteStore store = store(file.resolve("below"), SqliteStore.Bounds.USUAL);
        try (store) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "one"), "first"));
            assertThat(find(deposits, slip("a", "one"))).isEqualTo("first");
            assertThat(find(deposits, slip("a", "two"))).startsWith("unavailable");
            assertThat(store.dropped()).isZero();
        }
        assertThat(store.dropped()).isEqualTo(1);
        assertThat(complaints).hasSize(1);
        assertThat(complaints.getFirst()).contains("cannot be used", "Requests go on");
    }

    @Test
    void whatCameWhileTheFileWasLockedIsKeptOnceItIsFree() throws Exception {
        try (SqliteStore store = store(0)) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "before"), "first"));
            assertThat(find(deposits, slip("a", "before"))).isEqualTo("first");
            try (var other = connection();
                    var statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                deposits.put(deposit(slip("a", "meanwhile"), "second"));
                assertThat(find(deposits, slip("a", "meanwhile"))).startsWith("unavailable");
                statement.execute("ROLLBACK");
            }
            now.set(now.get().plusSeconds(10));
            assertThat(find(deposits, slip("a", "meanwhile"))).isEqualTo("second");
            assertThat(store.dropped()).isZero();
        }
        assertThat(complaints).hasSize(1);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void whatIsTooMuchToHoldIsCounted() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        try (SqliteStore store = store(file.resolve("below"), SqliteStore.Bounds.USUAL)) {
            Deposits deposits = store.on(loop);
            byte[] large = new byte[4 << 20];
            for (int i = 0; i < 6; i++) {
                deposits.put(new Deposit(slip("a", "n" + i), large, DAY));
            }
            assertThat(find(deposits, slip("a", "other"))).startsWith("unavailable");
            assertThat(store.dropped()).isEqualTo(2);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAsItIs() throws Exception {
        String words = "these are no pages of a database, but somebody may want them back. ".repeat(100);
        Files.writeString(folder.resolve(Database.FILE), words);
        try (SqliteStore store = store(0)) {
            Deposits deposits = store.on(loop);
            deposits.put(deposit(slip("a", "one"), "first"));
            assertThat(find(deposits, slip("a", "one"))).startsWith("unavailable");
        }
        assertThat(complaints).hasSize(1);
        assertThat(folder.resolve(Database.FILE)).hasContent(words);
    }

    @Test
    void aFileOfANewerVersionIsLeftAlone() throws Exception {
        try (SqliteStore store = store(0)) {
            store.on(loop).put(deposit(slip("a", "one"), "first"));
        }
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        try (SqliteStore store = store(0)) {
            assertThat(find(store.on(loop), slip("a", "one"))).contains("newer Weir");
        }
    }

    private java.sql.Connection connection() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(Database.FILE));
    }

    private int rows() throws Exception {
        try (var connection = connection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT count(*) FROM deposit")) {
            return result.getInt(1);
        }
    }

    @Test
    void whatWasRemovedIsNowhereInTheFileAnyMore() throws Exception {
        String secret = "what nobody may read again";
        SqliteStore store = store(1 << 20);
        Deposits deposits = store.on(loop);
        deposits.put(deposit(slip("one", "a"), secret));
        deposits.put(deposit(slip("one", "b"), "what stays"));
        assertThat(find(deposits, slip("one", "a"))).isEqualTo(secret);
        deposits.remove(slip("one", "a"));
        assertThat(find(deposits, slip("one", "a"))).isEqualTo("nothing");
        store.close();
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all.toString()).contains("what stays").doesNotContain(secret);
    }
}
