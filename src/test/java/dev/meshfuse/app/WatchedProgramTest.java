package dev.meshfuse.app;

import static io.restassured.RestAssured.given;

import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
class WatchedProgramTest {
    Shop shop;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Test
    void some() throws Exception {
        FailingCanary.play(shop);
        shop.openDoors();
        Thread.sleep(5000);
        java.nio.file.Files.writeString(
                java.nio.file.Path.of("target", "scrape.txt"),
                given().header("Accept", "text/plain").get(metrics).asString());
    }
}
