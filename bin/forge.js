#!/usr/bin/env node
import "../dist/forge.js";
