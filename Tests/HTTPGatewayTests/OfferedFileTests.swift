import Glibc
import Testing

@testable import HTTPGateway

struct OfferedFileTests {
    private func file(_ mediaType: String = "image/fits", _ name: String = "a.fits") -> OfferedFile {
        OfferedFile(steps: ["x"], identity: FileIdentity(stat()), mediaType: mediaType, name: name)
    }

    @Test(arguments: [("/data/images/t/n/a.fits", ["t", "n", "a.fits"]), ("/data/images/a", ["a"])])
    func stepsLeadFromTheDirectoryToTheFile(path: String, steps: [String]) {
        #expect(OfferedFile.steps(to: path, below: "/data/images") == steps)
        #expect(OfferedFile.steps(to: path, below: "/data/images/") == steps)
    }

    @Test(arguments: [
        "/etc/passwd", "/data/images", "/data/images/", "/data/images/../secret", "/data/images/a/../../b",
        "/data/images//a", "/data/images/./a", "/data/images2/a", "data/images/a", "/data/images/a\u{0}", "",
        "/data/images/a/",
    ])
    func aPathThatDoesNotLieThereIsNone(path: String) {
        #expect(OfferedFile.steps(to: path, below: "/data/images") == nil)
    }

    @Test(arguments: [
        ("M31 \"x\"\r\nSet-Cookie: a.fits", "M31__x___Set-Cookie__a.fits"), ("../../etc/passwd", "_.._etc_passwd"),
        ("", "file"), ("...", "file"), ("Größe.png", "Gr__e.png"), ("a;b\\c.fits", "a_b_c.fits"),
    ])
    func aNameHasOnlyLettersThatMeanNothing(name: String, safe: String) {
        #expect(file("image/fits", name).name == safe)
    }

    @Test(arguments: ["", "image", "image/", "text/html; charset=x", "a/b\r\nX: y", "a/b/c"])
    func whatIsNoMediaTypeIsBytes(text: String) {
        #expect(file(text).mediaType == "application/octet-stream")
    }

    @Test(arguments: ["image/fits", "image/png", "application/ld+json"])
    func aMediaTypeIsToldAsItIs(text: String) {
        #expect(file(text).mediaType == text)
    }

    @Test func theEntityTagChangesWithTheFile() {
        var changed = stat()
        changed.st_mtim.tv_nsec = 1
        let other = OfferedFile(steps: ["x"], identity: FileIdentity(changed), mediaType: "a/b", name: "a")
        #expect(file().entityTag != other.entityTag)
        #expect(file().entityTag == file("image/png", "other").entityTag)
        #expect(file().entityTag.hasPrefix("\"") && file().entityTag.utf8.count == 34)
    }
}
