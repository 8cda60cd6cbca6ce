package dev.weir.store;

import dev.weir.vault.Slip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// The SQLite file of a gateway: its schema, and the few statements there are. One thread uses it.
///
/// The journal is a write-ahead log and a commit does not wait for the disk: what was committed survives the end of the
/// process, however it ends, and of a power cut the last commits may be lost.
final class Database implements AutoCloseable {
    static final String FILE = "weir.db";

    /// What takes the schema from one version to the next. Never changed, only added to.
    private static final List<String> VERSIONS = List.of("""
            CREATE TABLE deposit (
                id INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                owner TEXT NOT NULL,
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                until INTEGER NOT NULL,
                size INTEGER NOT NULL,
                content BLOB NOT NULL,
                UNIQUE (tenant, owner, kind, name)
            );
            CREATE INDEX deposit_until ON deposit (until);
            """);

    private final Connection connection;
    private final PreparedStatement put;
    private final PreparedStatement find;
    private final PreparedStatement remove;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.put = connection.prepareStatement("INSERT OR REPLACE INTO deposit"
                + " (tenant, owner, kind, name, until, size, content) VALUES (?, ?, ?, ?, ?, ?, ?)");
        this.find = connection.prepareStatement("SELECT until, size, content FROM deposit"
                + " WHERE tenant = ? AND owner = ? AND kind = ? AND name = ?");
        this.remove = connection.prepareStatement(
                "DELETE FROM deposit WHERE tenant = ? AND owner = ? AND kind = ? AND name = ?");
    }

    /// Opens the file in a folder, both made where they are not there: for their owner alone, for they hold what people
    /// wrote.
    static Database open(Path folder) throws SQLException, IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            make(file);
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            configure(connection);
            migrate(connection);
            return new Database(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Whether something was ever kept in a folder.
    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    private static void make(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private static void configure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 500");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            // What was removed is overwritten, not only let go.
            statement.execute("PRAGMA secure_delete = ON");
            statement.execute("PRAGMA cache_size = -2000");
        }
    }

    private static void migrate(Connection connection) throws SQLException {
        int version = number(connection, "PRAGMA user_version");
        if (version > VERSIONS.size()) {
            throw new SQLException("the file " + FILE + " is of a newer Weir (schema " + version + ", this one knows "
                    + VERSIONS.size() + ")");
        }
        if (version == VERSIONS.size()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String script : VERSIONS.subList(number(connection, "PRAGMA user_version"), VERSIONS.size())) {
                statement.executeUpdate(script);
            }
            statement.execute("PRAGMA user_version = " + VERSIONS.size());
            statement.execute("COMMIT");
        }
    }

    private static int number(Connection connection, String pragma) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(pragma)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void put(Slip slip, byte[] content, long until) throws SQLException {
        slip(put, slip);
        put.setLong(5, until);
        put.setInt(6, content.length);
        put.setBytes(7, Packed.pack(content));
        put.executeUpdate();
    }

    Recent.@Nullable Entry find(Slip slip) throws SQLException {
        slip(find, slip);
        try (ResultSet row = find.executeQuery()) {
            return row.next()
                    ? new Recent.Entry(Packed.unpack(row.getBytes("content"), row.getInt("size")), row.getLong("until"))
                    : null;
        } catch (DataFormatException e) {
            throw new SQLException("a deposit cannot be read", e);
        }
    }

    void remove(Slip slip) throws SQLException {
        slip(remove, slip);
        remove.executeUpdate();
    }

    private static void slip(PreparedStatement statement, Slip slip) throws SQLException {
        statement.setString(1, slip.owner().tenant());
        statement.setString(2, slip.owner().key());
        statement.setString(3, slip.kind().name());
        statement.setString(4, slip.name());
    }

    /// Removes what has outlived its time.
    void expire(long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM deposit WHERE until <= ?")) {
            statement.setLong(1, now);
            statement.executeUpdate();
        }
    }

    /// Removes a number of deposits, those first that were put first.
    ///
    /// @return how many there were
    int removeOldest(int count) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM deposit WHERE id IN (SELECT id FROM deposit ORDER BY id LIMIT ?)")) {
            statement.setInt(1, count);
            return statement.executeUpdate();
        }
    }

    /// Bytes of the file that are in use.
    long bytes() throws SQLException {
        long pages = (long) number(connection, "PRAGMA page_count") - number(connection, "PRAGMA freelist_count");
        return pages * number(connection, "PRAGMA page_size");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
