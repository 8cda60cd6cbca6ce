package dev.weir.vault;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Deposits for as long as a connection lasts, in front of those that stay: what is left with [#brief()] is found here,
/// and nowhere else.
///
/// Not thread-safe: it belongs to one connection on one event loop.
public final class Passing implements Deposits {
    private static final int MOST = 64;

    private final Deposits behind;
    private final int mostBytes;
    private final Map<Slip, byte[]> brief = new LinkedHashMap<>();
    private int bytes;

    /// @param mostBytes that are held at once; what is oldest goes first
    public Passing(Deposits behind, int mostBytes) {
        this.behind = behind;
        this.mostBytes = mostBytes;
    }

    /// The same, where what is put goes with the connection.
    public Deposits brief() {
        return new Deposits() {
            @Override
            public void put(Deposit deposit) {
                hold(deposit.slip(), deposit.content());
            }

            @Override
            public void remove(Slip slip) {
                Passing.this.remove(slip);
            }

            @Override
            public void amend(Slip slip, Amendment change, Consumer<Found> then) {
                behind.amend(slip, change, then);
            }

            @Override
            public void find(Slip slip, Consumer<Found> then) {
                Passing.this.find(slip, then);
            }
        };
    }

    private void hold(Slip slip, byte[] content) {
        drop(slip);
        brief.put(slip, content);
        bytes += content.length;
        Iterator<byte[]> oldest = brief.values().iterator();
        while ((bytes > mostBytes || brief.size() > MOST) && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }

    private void drop(Slip slip) {
        byte[] gone = brief.remove(slip);
        bytes -= gone == null ? 0 : gone.length;
    }

    @Override
    public void put(Deposit deposit) {
        drop(deposit.slip());
        behind.put(deposit);
    }

    @Override
    public void remove(Slip slip) {
        drop(slip);
        behind.remove(slip);
    }

    @Override
    public void amend(Slip slip, Amendment change, Consumer<Found> then) {
        behind.amend(slip, change, then);
    }

    @Override
    public void find(Slip slip, Consumer<Found> then) {
        byte[] here = brief.get(slip);
        if (here == null) {
            behind.find(slip, then);
        } else {
            then.accept(new Found.Kept(here));
        }
    }
}
