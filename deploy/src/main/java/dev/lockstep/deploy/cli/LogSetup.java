package dev.lockstep.deploy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.OutputStream;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Logging: into the run's {@code lockstep.log}, never onto the screen. Nothing is kept until there is a run folder. */
public final class LogSetup extends ContextAwareBase implements Configurator {

    /** {@code -Dlockstep.log=debug} also shows what happens at every step and in the cluster. */
    private static final String LEVEL = "lockstep.log";
    private static final String AKKA = "akka";

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} - %msg%n";
    /** Lines of a worker JVM lack the time: its parent logs them with its own. */
    private static final String WORKER_PATTERN = "%-5level [%thread] %logger{36} - %msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Level level = Level.toLevel(System.getProperty(LEVEL), Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        context.getLogger(AKKA).setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.WARN : Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Appends to {@code file} from now on, instead of anywhere else. */
    static void toFile(Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        start(appender, PATTERN);
    }

    /** Writes to {@code stream} from now on; for a worker JVM whose parent reads it. */
    static void toStream(OutputStream stream) {
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setOutputStream(stream);
        start(appender, WORKER_PATTERN);
    }

    private static void start(OutputStreamAppender<ILoggingEvent> appender, String pattern) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
    }
}
