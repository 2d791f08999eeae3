// The words of a child's walls, and what becomes of them where the host refuses some.

import { expect, test } from "vitest";
import { childEnvironment } from "../../../core/drivers/child-environment.ts";
import { redactor } from "../../../core/drivers/redact.ts";
import { type Seal, sealArguments } from "../../../core/drivers/seal.ts";
import { nextMode, setupError } from "../../../core/drivers/setup-failure.ts";

const seal: Seal = {
  mode: { isolation: "namespace", proc: "new" },
  network: false,
  readable: ["/home/me/project", "/usr", "/home"],
  placed: [["/run/resolv.conf", "/etc/resolv.conf"]],
  links: [["usr/bin", "/bin"]],
  writable: ["/store/job/directory"],
  environment: [["PATH", "/usr/bin"]],
  cwd: "/home/me/project",
};

test("everything is said once, in an order in which nothing hides anything", () => {
  expect(sealArguments(seal, ["node", "driver.js"]).join(" ")).toBe(
    "--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try --unshare-net --cap-drop ALL --die-with-parent --new-session --hostname forge --clearenv " +
      "--setenv PATH /usr/bin --proc /proc --dev /dev --tmpfs /tmp --tmpfs /run --symlink usr/bin /bin --ro-bind /run/resolv.conf /etc/resolv.conf " +
      "--ro-bind /usr /usr --ro-bind /home /home --ro-bind /home/me/project /home/me/project --bind /store/job/directory /store/job/directory " +
      "--chdir /home/me/project -- node driver.js",
  );
});

test("the network is shared only where it is granted", () => {
  expect(sealArguments({ ...seal, network: true }, [])).not.toContain("--unshare-net");
});

test("where a new /proc is refused there is none, for the host's shows everybody's processes", () => {
  const mode = nextMode(seal.mode, "bwrap: Can't mount proc on /newroot/proc: Operation not permitted");
  expect(mode).toEqual({ isolation: "namespace", proc: "none" });
  expect(sealArguments({ ...seal, mode: mode ?? seal.mode }, []).join(" ")).toContain("--tmpfs /proc");
});

test("where user namespaces are refused, root goes on by its own capabilities, and nobody else does", () => {
  const said = "bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.";
  expect(nextMode(seal.mode, said)).toEqual(process.getuid?.() === 0 ? { isolation: "capability", proc: "new" } : undefined);
  expect(sealArguments({ ...seal, mode: { isolation: "capability", proc: "new" } }, [])).not.toContain("--unshare-user");
  expect(setupError(said, false)).toMatchObject({ code: "FORGE4002", help: "forge doctor" });
});

test("a host that refuses something else is asked about by doctor", () => {
  expect(nextMode(seal.mode, "bwrap: Can't bind mount /x on /newroot/x")).toBeUndefined();
  expect(setupError("bwrap: Can't bind mount /x on /newroot/x", false)).toMatchObject({
    code: "FORGE4004",
    detail: ["bwrap: Can't bind mount /x on /newroot/x"],
    help: "forge doctor",
  });
});

test("the environment is made, not passed on; a proxy and certificates only with a network", () => {
  const host = {
    PATH: "/opt/bin",
    HOME: "/home/me",
    TOKEN: "x",
    https_proxy: "http://proxy",
    NO_PROXY: "localhost",
    SSL_CERT_FILE: "/etc/hosts",
  };
  const names = (network: boolean) => childEnvironment(host, { network, home: "/scratch" }).environment.map(([name]) => name);
  expect(names(false)).toEqual(["PATH", "LC_ALL", "TZ", "HOME", "TMPDIR", "NODE_NO_WARNINGS"]);
  expect(names(true).slice(6)).toEqual(["https_proxy", "NO_PROXY", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]);
  expect(childEnvironment(host, { network: true, home: "/scratch" }).files).toEqual(["/etc/hosts", "/etc/hosts"]);
});

test("secrets are struck out in every form in which they are sent, the longer ones first", () => {
  const { text, details } = redactor(["to/ken", "to/ken2", ""]);
  expect(text(`to/ken2 to%2Fken ${Buffer.from("to/ken").toString("base64")} token`)).toBe("*** *** *** token");
  expect(details({ code: "FORGE2004", message: "to/ken", detail: ["x to/ken"], help: "h" })).toEqual({
    code: "FORGE2004",
    message: "***",
    detail: ["x ***"],
    help: "h",
  });
});
