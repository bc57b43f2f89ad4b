/// Calls every member of a device through alpyca and compares what it says with what is on the wire.
///
/// Arguments: the address and the type; standard input: the members as JSON. It writes what it called, what is not
/// implemented, and what did not agree.
enum AlpycaScript {
    static let text = #"""
        import datetime, enum, importlib, inspect, json, sys, time
        import dateutil.parser, requests
        from alpaca.exceptions import ActionNotImplementedException, NotImplementedException
        address, kind, members = sys.argv[1], sys.argv[2], json.load(sys.stdin)
        module = importlib.import_module("alpaca." + kind)
        device = next(c for n, c in vars(module).items() if n.lower() == kind and inspect.isclass(c))(address, 0)
        attributes = {name.lower(): name for name in dir(type(device)) if not name.startswith("_")}
        base = f"http://{address}/api/v1/{kind}/0/"
        called, refused, complaints = 0, [], []

        def raw(name, **arguments):
            response = requests.get(base + name, params=arguments, timeout=120)
            if response.status_code != 200: return "HTTP %d" % response.status_code, None
            answer = response.json()
            return answer["ErrorNumber"], answer.get("Value")

        def plain(value):
            if isinstance(value, enum.Enum): return value.value
            if isinstance(value, (list, tuple)): return [plain(one) for one in value]
            if type(value).__name__ == "Rate": return {"Maximum": value.Maximum, "Minimum": value.Minimum}
            return value

        def fits(value, kind):
            def number(one): return isinstance(one, (int, float)) and not isinstance(one, bool)
            def whole(one): return isinstance(one, int) and not isinstance(one, bool)
            if kind == "bool": return isinstance(value, bool)
            if kind == "integer": return whole(value)
            if kind == "double": return number(value)
            if kind == "string": return isinstance(value, str)
            if kind == "strings": return isinstance(value, list) and all(isinstance(one, str) for one in value)
            if kind == "integers": return isinstance(value, list) and all(whole(one) for one in value)
            if kind == "objects": return isinstance(value, list) and all(isinstance(one, dict) for one in value)
            if kind == "date": return isinstance(value, str) and value.endswith("Z") and dateutil.parser.isoparse(value)
            if kind == "fitsDate": return isinstance(value, str) and not value.endswith("Z") and dateutil.parser.isoparse(value)
            return isinstance(value, list)

        def near(one, other):
            # What moves, drifts or turns with the sky has gone on between two readings.
            if isinstance(one, bool) or isinstance(other, bool) or isinstance(one, str) or isinstance(other, str):
                return one == other or kind == "telescope" and isinstance(one, str)
            if isinstance(one, (int, float)) and isinstance(other, (int, float)): return abs(one - other) <= max(1, abs(one) / 20)
            return one == other

        def attempt(what, call):
            global called
            called += 1
            try:
                return True, call()
            except (NotImplementedException, ActionNotImplementedException):
                return False, 0x400
            except Exception as error:
                return False, type(error).__name__ + ": " + str(error)

        def compare(member, arguments):
            name, words = member["name"], [argument["name"] for argument in member["parameters"]]
            attribute = attributes[name]
            def ask():
                found = getattr(device, attribute)
                return found(*arguments) if callable(found) else found
            done, value = attempt(name, ask)
            error, expected = raw(name, **{word: plain(one) for word, one in zip(words, arguments)})
            where = f"GET {name}{tuple(plain(one) for one in arguments) if arguments else ''}"
            if error == 0x400:
                refused.append(name)
                if done or value != 0x400: complaints.append(f"{where}: alpyca {value!r}, the wire says it is not implemented")
            elif error != 0:
                if done: complaints.append(f"{where}: alpyca read {value!r}, the wire said {error}")
                elif member["name"] not in EARLY: complaints.append(f"{where}: {error} {value}")
            elif not done: complaints.append(f"{where}: {value}")
            elif not fits(expected, member["value"]): complaints.append(f"{where}: {expected!r} is no {member['value']}")
            elif member["value"] == "date":
                if abs((value - dateutil.parser.isoparse(expected)).total_seconds()) > 600: complaints.append(f"{where}: {value}")
            elif member["value"] == "objects":
                if [sorted(one) for one in plain(value)] != [sorted(one) for one in expected]: complaints.append(f"{where}: {value}")
            elif member["value"] == "image":
                if [list(row) for row in value] != expected or raw("imagearrayvariant") != (0, expected): complaints.append(f"{where}: the pictures differ")
            elif name == "driverinfo":
                # alpyca makes a list of it.
                if value != [part.strip() for part in expected.split(",")]: complaints.append(f"{where}: {value}")
            elif not near(plain(value), expected): complaints.append(f"{where}: alpyca {value!r}, the wire {expected!r}")

        # What cannot be read before something was written or exposed.
        EARLY = {"imagearray", "imagearrayvariant", "lastexposureduration", "lastexposurestarttime", "targetdeclination",
                 "targetrightascension", "percentcompleted"}
        BUSY = ["slewing", "ismoving", "ispulseguiding", "covermoving", "calibratorchanging", "connecting"]

        def settle():
            end = time.monotonic() + 240
            while time.monotonic() < end:
                moving = [name for name in BUSY if name in attributes and raw(name)[1] is True]
                if "camerastate" in attributes and raw("camerastate")[1] not in (0, None): moving.append("camerastate")
                if "shutterstatus" in attributes and raw("shutterstatus")[1] in (2, 3): moving.append("shutterstatus")
                if kind == "filterwheel" and raw("position")[1] == -1: moving.append("position")
                if not moving: return
                time.sleep(0.02)
            complaints.append(f"{moving} did not end")

        def gets(member):
            name, words = member["name"], [argument["name"] for argument in member["parameters"]]
            if not words: return [[]]
            if words == ["Axis"]: return [[axis] for axis in module.TelescopeAxes]
            if words == ["Id"]: return [[number] for number in range(device.MaxSwitch)]
            if words == ["SensorName"]: return [["Temperature"], ["WindSpeed"]]
            if words == ["RightAscension", "Declination"]: return [[(raw("siderealtime")[1] + 23) % 24, 20.0]]
            raise SystemExit(f"no arguments for {name}")

        def puts(member):
            """The calls of a method, or the values of a property."""
            name, words = member["name"], [argument["name"] for argument in member["parameters"]]
            current = raw(name)[1] if not callable(getattr(type(device), attributes[name], None)) else None
            if name in ("commandblind", "commandbool", "commandstring"): return [["x", True]]
            if name == "action": return [[(device.SupportedActions or ["none"])[0], "{}"]]
            if kind == "telescope":
                overhead = ((raw("siderealtime")[1] or 0) + 23.5) % 24
                if "RightAscension" in words: return [[overhead, 30.0]]
                if name == "targetrightascension": return [[overhead]]
                if name == "targetdeclination": return [[31.0]]
                if "Azimuth" in words: return [[180.0, 60.0]] if name.startswith("slew") else [[raw("azimuth")[1], raw("altitude")[1]]]
                if name == "utcdate": return [[datetime.datetime.now(datetime.timezone.utc)]]
                if name == "moveaxis": return [[axis, rate] for axis in module.TelescopeAxes if raw("canmoveaxis", Axis=axis.value)[1] for rate in (0.5, 0.0)]
                if name == "pulseguide": return [[direction, 50] for direction in module.GuideDirections]
                if name == "tracking": return [[False], [True]]
                if name in ("trackingrate", "sideofpier"): return [[getattr(device, attributes[name])]]
            if kind == "camera":
                if name == "pulseguide": return [[direction, 50] for direction in importlib.import_module("alpaca.telescope").GuideDirections]
                if name == "startexposure": return [[0.02, True]]
                if name in ("binx", "biny"): return [[2]]
                if name in ("numx", "numy"): return [[48 if name == "numx" else 32]]
                if name in ("startx", "starty"): return [[5]]
                if name == "gain" and raw("gainmax")[0] == 0: return [[raw("gainmax")[1]], [raw("gainmin")[1]]]
                if name == "offset" and raw("offsetmax")[0] == 0: return [[raw("offsetmax")[1]], [raw("offsetmin")[1]]]
                if name == "setccdtemperature": return [[-5.0]]
                if name == "cooleron": return [[True]]
                if name == "subexposureduration": return [[1.0]]
            if kind == "dome":
                if name == "slaved": return [[False]]
                if "Azimuth" in words: return [[90.0]] if name.startswith("slew") else [[raw("azimuth")[1]]]
                if "Altitude" in words: return [[45.0]]
            if kind == "filterwheel" and name == "position": return [[1], [0]]
            if kind == "focuser":
                if name == "move": return [[raw("position")[1] + 50 if raw("absolute")[1] else 50]]
                if name == "tempcomp": return [[False]]
            if kind == "rotator":
                if words == ["Position"]: return [[10.0 if name == "move" else 100.0]]
                if name == "reverse": return [[True], [False]]
            if kind == "covercalibrator" and words == ["Brightness"]: return [[raw("maxbrightness")[1]]]
            if kind == "switch" and "Id" in words:
                calls = []
                for number in range(device.MaxSwitch):
                    if not raw("canwrite", Id=number)[1] or "async" in name and not raw("canasync", Id=number)[1]: continue
                    if "State" in words: calls.append([number, True])
                    elif "Value" in words: calls.append([number, raw("minswitchvalue", Id=number)[1]])
                    elif "Name" in words: calls.append([number, f"switch {number}"])
                    else: calls.append([number])
                return calls
            if kind == "observingconditions" and name == "averageperiod": return [[0.0]]
            if not words: return [[]]
            # What it is, or anything at all for what is not implemented.
            sample = {"bool": False, "integer": 0, "double": 0.0, "string": "x"}.get(member["parameters"][0]["type"])
            return [[sample if current is None else current]]

        # Misspelt in alpyca: SubexposureDuration, a direction that is sent by its name, and no setter.
        FAULTS = {("camera", "subexposureduration"), ("camera", "pulseguide"), ("observingconditions", "averageperiod")}

        def change(member, arguments):
            global called
            name, words = member["name"], [argument["name"] for argument in member["parameters"]]
            attribute, where = attributes[name], f"PUT {member['name']}{tuple(plain(one) for one in arguments)}"
            is_property = isinstance(inspect.getattr_static(type(device), attribute), property)
            if kind == "telescope" and name != "tracking" and words[:1] in (["RightAscension"], ["Azimuth"]) or "totarget" in name:
                device.Tracking = "altaz" not in name
            if (kind, name) in FAULTS:
                called += 1
                form = {word: str(plain(one)) for word, one in zip(words, arguments)}
                answer = requests.put(base + name, data=form, timeout=120)
                if answer.status_code != 200: complaints.append(f"{where}: HTTP {answer.status_code} {answer.text}")
                elif answer.json()["ErrorNumber"] == 0x400: refused.append("put " + name)
                elif answer.json()["ErrorNumber"]: complaints.append(f"{where}: {answer.text}")
                return settle()
            if is_property: done, value = attempt(name, lambda: setattr(device, attribute, arguments[0]))
            else: done, value = attempt(name, lambda: getattr(device, attribute)(*arguments))
            if not done and value == 0x400: refused.append("put " + name)
            elif not done: complaints.append(f"{where}: {value}")
            # An axis moves until it is told to stand.
            if name != "moveaxis" or arguments[1] == 0: settle()
            if done and is_property and name != "utcdate" and name in {m["name"] for m in members if m["verb"] == "GET"}:
                error, now = raw(name)
                if error == 0 and not (now == plain(arguments[0]) or isinstance(now, float) and abs(now - plain(arguments[0])) < 1e-6):
                    complaints.append(f"{where}: reads {now!r} afterwards")

        device.Connected = True
        settle()
        if kind in ("camera", "telescope"):
            # A camera guides the mount.
            mount = importlib.import_module("alpaca.telescope").Telescope(address, 0)
            mount.Connected = True
            mount.Unpark()
            mount.Tracking = True
        # alpyca has one way to a picture; the other is compared with it on the wire.
        reads = [member for member in members if member["verb"] == "GET" and member["name"] != "imagearrayvariant"]
        for member in reads:
            for arguments in gets(member): compare(member, arguments)
        LAST = ["calibratoroff", "setpark", "findhome", "park", "unpark", "disconnect", "connect", "connected"]
        writes = sorted((m for m in members if m["verb"] == "PUT"), key=lambda m: LAST.index(m["name"]) if m["name"] in LAST else -1)
        for member in writes:
            for arguments in puts(member): change(member, arguments)
        EARLY = {"percentcompleted"}
        if kind == "telescope":
            device.TargetRightAscension = (raw("siderealtime")[1] + 23) % 24
            device.TargetDeclination = 30.0
        if kind == "camera":
            device.StartExposure(0.02, True)
            while not device.ImageReady: time.sleep(0.02)
        for member in reads:
            for arguments in gets(member): compare(member, arguments)
        print(json.dumps({"called": called, "refused": sorted(set(refused)), "complaints": complaints}))
        """#
}
