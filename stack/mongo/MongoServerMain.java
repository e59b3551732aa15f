import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.nio.file.Path;
import java.util.List;

/** A server that speaks the MongoDB protocol over one H2 file: {@code java MongoServerMain.java DATA_DIRECTORY PORT}. */
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
        var file = Path.of(arguments[0]).resolve("store.h2").toString();
        var backend = new H2Backend(file);
        backend.version(VERSION);
        var server = new MongoServer(backend);
        server.bind("127.0.0.1", Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    }
}
