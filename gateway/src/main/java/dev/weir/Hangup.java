package dev.weir;

import java.lang.reflect.Proxy;

/// SIGHUP. The JDK has no supported API for signals, so its own is reached by reflection; where it is gone, the signal
/// keeps its default meaning and only the watched file reloads a configuration.
final class Hangup {
    private Hangup() {}

    /// Runs something at every SIGHUP. False where signals cannot be had.
    static boolean then(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> action.run();
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            case "equals" -> {
                                return arguments != null
                                        && System.identityHashCode(arguments[0]) == System.identityHashCode(self);
                            }
                            default -> {
                                return "hangup";
                            }
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
