import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** The library's databases in an H2 file, with collections that keep documents as BSON. */
class BsonBackend extends H2Backend {
    BsonBackend(MVStore store) {
        super(store);
    }

    /** A collection whose documents can be handled as bytes; null when there is none yet, or it is the library's own. */
    BsonCollection collection(String database, String name) {
        if (name.startsWith("system.")) return null;
        return resolveDatabase(database).resolveCollection(name, false) instanceof BsonCollection found ? found : null;
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new Database(name);
    }

    /** An inner class: the constructor of {@link H2Database} already opens the collections that are there. */
    private class Database extends H2Database {
        Database(String name) {
            super(name, getMvStore(), getCursorRegistry());
        }

        @Override
        protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
            var fullName = getFullCollectionNamespace(name);
            var documents = new MVMap.Builder<Object, byte[]>()
                    .keyType(new StoreTypes.IdType()).valueType(new StoreTypes.BsonType());
            MVMap<Object, byte[]> data = getMvStore().openMap("databases." + fullName, documents);
            MVMap<String, Object> meta = getMvStore().openMap("meta." + fullName);
            return new BsonCollection(this, name, options, data, meta, () -> index(name, "_id_"), getCursorRegistry());
        }

        @Override
        protected Index<Object> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys,
                boolean sparse) {
            // The library opens the same map and is given this one, with its type.
            index(collection, name);
            return super.openOrCreateUniqueIndex(collection, name, keys, sparse);
        }

        private MVMap<KeyValue, Object> index(String collection, String name) {
            var keys = new MVMap.Builder<KeyValue, Object>()
                    .keyType(new StoreTypes.KeyType()).valueType(new StoreTypes.IdType());
            return getMvStore().openMap(getFullCollectionNamespace(collection) + "._index_" + name, keys);
        }
    }
}
