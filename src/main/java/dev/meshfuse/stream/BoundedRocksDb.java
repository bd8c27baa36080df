package dev.meshfuse.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Memory of the stores on disk: bounded for all partitions together. Kafka Streams' defaults are 50
 * MB to read and 48 MB to write for each partition, outside of the heap.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    /** For what is read and written, in bytes; the slots of an hour of 1,000 services fit. */
    private static final long ALL = 64 << 20;

    /** Of it for what is not written to disk yet, in bytes; chosen. */
    private static final long TO_BE_WRITTEN = 16 << 20;

    /** Of one partition before it is written, in bytes. */
    private static final long ONE_BUFFER = 2 << 20;

    private static final Cache CACHE = new LRUCache(ALL);
    private static final WriteBufferManager BUFFERS = new WriteBufferManager(TO_BE_WRITTEN, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(BUFFERS);
        options.setWriteBufferSize(ONE_BUFFER);
        // Slots of a service have the same classes and the same beginning of their keys.
        options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    @Override
    public void close(String storeName, Options options) {
        // Cache and buffers are those of all stores, for as long as the program runs.
    }
}
