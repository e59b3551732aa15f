import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;

/** A server that speaks the MongoDB protocol over one H2 file: {@code java MongoServerMain DATA_DIRECTORY PORT}. */
class MongoServerMain {
    /** The Node driver refuses servers older than MongoDB 4.2; nothing we send needs more than this server has. */
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 21;
        }
    };

    public static void main(String[] arguments) {
        var file = Path.of(arguments[0]).resolve("store.bson.h2").toString();
        // Written once a second, or after so many kilobytes: a page that changes twice meanwhile is written once. A node
        // of its tree has one or two of them, as all of a node is written when one changes.
        var store = new MVStore.Builder().fileName(file).autoCommitBufferSize(16_384).pageSplitSize(4_096).open();
        var backend = new BsonBackend(store);
        backend.version(VERSION);
        var clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var threads = new NioEventLoopGroup(2);
        var listening = bootstrap(backend, clients, threads).bind("127.0.0.1", Integer.parseInt(arguments[1]));
        var server = listening.syncUninterruptibly().channel();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close().syncUninterruptibly();
            clients.close().syncUninterruptibly();
            threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            backend.close();
        }));
    }

    /** As the library's own server, but for the handler of {@link PlainCommands}. */
    private static ServerBootstrap bootstrap(BsonBackend backend, ChannelGroup clients, NioEventLoopGroup threads) {
        return new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 100)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    public void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new MongoWireReplyEncoder(), new MongoWireMessageEncoder(),
                                new PlainCommands(backend), new MongoDatabaseHandler(backend, clients),
                                new MongoExceptionHandler());
                    }
                });
    }
}
