package dev.lockstep.common.wire;

import static dev.lockstep.common.wire.HeardByHub.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.shared.SharedFolder;
import dev.lockstep.common.wire.shared.SharedFolders;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The contract between processes of one host, which share memory. */
class SharedBulkPlaneTest extends NettyPlaneContract {

    private final SharedFolder folder = shared.orElseThrow();

    SharedBulkPlaneTest() {
        super(Transport.best(), Optional.of(SharedFolders.temporary()));
    }

    @Override
    void end() {
        super.end();
        assertThat(folder.folder()).isEmptyDirectory();
    }

    @Test
    void aRingHasNoNameOnceBothEndsHaveIt() throws Exception {
        attach("w1", new HeardByLink(LAYOUT));
        attach("w2", new HeardByLink(LAYOUT));
        try (var files = Files.list(folder.folder())) {
            assertThat(files).as("the parameters' file alone").hasSize(1);
        }
    }

    @Test
    void moreThanTheRingHoldsArrivesToo() throws Exception {
        BlockingQueue<String> released = new LinkedBlockingQueue<>();
        BulkLink link = attach("w1", new HeardByLink(LAYOUT));
        for (int seed = 0; seed < 50; seed++) {
            link.send(gradient(seed, 3, released));
        }
        for (GradientPartial partial : next(50, heard.gradients)) {
            assertBits(partial.values(), LAYOUT.of(vector(partial.node().index()), 3));
            partial.release().run();
        }
        assertThat(next(50, released)).doesNotHaveDuplicates();
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void whoDoesNotFindTheFilesIsSentEverything() throws Exception {
        SharedFolder elsewhere = new SharedFolder(SharedFolders.temporary().folder(), folder.host());
        try (NettyBulkConnector other = new NettyBulkConnector(Transport.best(), Optional.of(elsewhere))) {
            HeardByLink worker = new HeardByLink(LAYOUT);
            BulkLink link = other.connect(welcome(SESSION), "w1", LAYOUT, worker);
            assertThat(next(heard.membership)).isEqualTo("attached w1");
            hub.publish(1, 3, vector(1));
            assertBits(new Storage(next(worker.blocks).values(), 0, LAYOUT.length(3)),
                    LAYOUT.of(vector(1), 3));
            link.send(gradient(4, 3, new LinkedBlockingQueue<>()));
            GradientPartial partial = next(heard.gradients);
            assertBits(partial.values(), LAYOUT.of(vector(4), 3));
            partial.release().run();
        }
    }
}
