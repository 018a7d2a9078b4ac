package dev.lockstep.deploy.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * SIGTERM and SIGINT: the first one asks the command to stop, a second one ends the process at once.
 *
 * <p>A shutdown hook cannot do this, because a JVM that runs its hooks is deaf to further signals. {@code sun.misc.Signal} is
 * exported by {@code jdk.unsupported}, but the compiler warns of it in a way that cannot be switched off, so it is reached
 * by reflection.
 */
final class Signals {

    private static final List<String> NAMES = List.of("TERM", "INT");
    private static final AtomicReference<Runnable> FIRST = new AtomicReference<>(Signals::endAtOnce);
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();
    private static final AtomicBoolean ASKED = new AtomicBoolean();

    private Signals() {}

    /** From now on the first signal runs {@code stop}, on a thread of its own; it replaces a former one. */
    static void onFirst(Runnable stop) {
        FIRST.set(stop);
        if (INSTALLED.compareAndSet(false, true)) {
            NAMES.forEach(name -> handle(name, Signals::arrived));
        }
    }

    /** As long as there is nothing to stop in order: the first signal ends the process. */
    static void onFirstEnd() {
        onFirst(Signals::endAtOnce);
    }

    /** Whether the first signal has come. */
    static boolean stopIsAsked() {
        return ASKED.get();
    }

    /** Leaves SIGINT to the parent: a terminal sends it to every process of a command. */
    static void ignoreInterrupts() {
        handle("INT", () -> {});
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            InvocationHandler onSignal = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "lockstep's handler of " + name;
            };
            Object handler = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{handlerClass},
                    onSignal);
            var handle = signalClass.getMethod("handle", signalClass, handlerClass);
            Object former = handle.invoke(null, signal, handler);
            if (handlerClass.getField("SIG_IGN").get(null).equals(former)) {
                handle.invoke(null, signal, former);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // A JVM without these classes, or started with -Xrs: signals then end it as they always do.
            return;
        }
    }

    private static void arrived() {
        if (ASKED.compareAndSet(false, true)) {
            FIRST.get().run();
        } else {
            endAtOnce();
        }
    }

    private static void endAtOnce() {
        Runtime.getRuntime().halt(ExitCode.STOPPED);
    }
}
