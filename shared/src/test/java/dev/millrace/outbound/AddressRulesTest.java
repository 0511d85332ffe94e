package dev.millrace.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2a00:1450:4001::200e",
        "::ffff:8.8.8.8"
      })
  void thePublicInternetMayBeCalled(String address) throws UnknownHostException {
    assertThat(AddressRules.objection(InetAddress.getByName(address))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, loopback",
    "127.255.255.254, loopback",
    "::1, loopback",
    "::ffff:127.0.0.1, loopback",
    "0.0.0.0, unspecified",
    "0.1.2.3, unspecified",
    "::, unspecified",
    "10.0.0.1, private",
    "10.255.255.255, private",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.168.0.1, private",
    "fc00::1, private",
    "fdff::1, private",
    "fd00:ec2::254, private",
    "fec0::1, private",
    "::ffff:10.0.0.1, private",
    "100.64.0.1, shared with a carrier",
    "100.127.255.255, shared with a carrier",
    "100.100.100.200, shared with a carrier",
    "169.254.169.254, link-local",
    "169.254.0.1, link-local",
    "fe80::1, link-local",
    "febf::1, link-local",
    "::ffff:169.254.169.254, link-local",
    "168.63.129.16, of a cloud's metadata",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "ff02::1, multicast",
    "240.0.0.1, reserved",
    "255.255.255.255, reserved",
    "192.0.0.192, reserved",
    "192.0.2.1, reserved",
    "198.18.0.1, reserved",
    "198.19.255.255, reserved",
    "198.51.100.1, reserved",
    "203.0.113.1, reserved",
    "2001::1, reserved",
    "2001:db8::1, reserved",
    "3fff::1, reserved",
    "::8.8.8.8, reserved",
    "4000::1, reserved",
    "2002:7f00:1::, a tunnel to another",
    "64:ff9b::7f00:1, a tunnel to another",
    "64:ff9b:1::a00:1, a tunnel to another"
  })
  void whatIsNotThePublicInternetMayNot(String address, String kind) throws UnknownHostException {
    assertThat(AddressRules.objection(InetAddress.getByName(address))).hasValue(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "2130706433, loopback",
    "127.1, loopback",
    "0, unspecified",
    "2852039166, link-local",
    "10.1, private"
  })
  void otherSpellingsOfAnAddressAreTheSameAddress(String spelling, String kind)
      throws UnknownHostException {
    for (InetAddress address : new SystemResolver().resolve(spelling)) {
      assertThat(AddressRules.objection(address)).hasValue(kind);
    }
  }

  @Test
  void anAddressThatStaysMappedIsStillTheOneWithin() throws UnknownHostException {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    System.arraycopy(new byte[] {10, 0, 0, 1}, 0, bytes, 12, 4);

    InetAddress mapped = Inet6Address.getByAddress(null, bytes, 0);

    assertThat(mapped).isInstanceOf(Inet6Address.class);
    assertThat(AddressRules.objection(mapped)).hasValue("private");
  }
}
