package dev.lockstep.common.wire;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import akka.dispatch.ForkJoinExecutorConfigurator;
import com.typesafe.config.Config;
import dev.lockstep.common.crew.CrewMember;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The executor of the default dispatcher, named in {@code akka.conf}: an actor to which a member of the crew tells
 * something answers on that thread, at once, unless it is busy on another; else on a pool. An actor's turn takes
 * microseconds, and to wake a thread for it takes as long. Mailboxes see to it that an actor runs on one thread at a time.
 */
public final class OnTheSpot extends ExecutorServiceConfigurator {

    private final ForkJoinExecutorConfigurator pool;

    /** As Akka makes it. */
    public OnTheSpot(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.pool = new ForkJoinExecutorConfigurator(config.getConfig("fork-join-executor"), prerequisites);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        ExecutorServiceFactory factory = pool.createExecutorServiceFactory(id, threads);
        return () -> new Executor(factory.createExecutorService());
    }

    private static final class Executor extends AbstractExecutorService {

        private final ExecutorService pool;

        Executor(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public void execute(Runnable mailbox) {
            CrewMember here = CrewMember.current();
            if (here == null || pool.isShutdown()) {
                pool.execute(mailbox);
            } else {
                here.here(mailbox);
            }
        }

        @Override
        public void shutdown() {
            pool.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return pool.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return pool.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return pool.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return pool.awaitTermination(timeout, unit);
        }
    }
}
